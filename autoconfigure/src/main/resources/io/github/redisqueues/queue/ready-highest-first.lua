-- The end that a priority queue takes from when the highest priority is next.
-- Provides: DIRECTION

local DIRECTION = -1
