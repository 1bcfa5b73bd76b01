-- A priority queue takes the lowest score of its ZSET, here that of the highest priority.
-- Provides: DIRECTION

local DIRECTION = -1
