-- A priority queue takes the lowest score of its ZSET, here that of the highest priority.
-- Needs: none
-- Provides: DIRECTION

local DIRECTION = -1
