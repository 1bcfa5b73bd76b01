-- The server's clock, in whole microseconds.
-- Needs: none
-- Provides: micros

local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
