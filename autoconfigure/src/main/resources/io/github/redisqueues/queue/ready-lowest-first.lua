-- The end that a priority queue takes from when the lowest priority is next.
-- Provides: DIRECTION

local DIRECTION = 1
