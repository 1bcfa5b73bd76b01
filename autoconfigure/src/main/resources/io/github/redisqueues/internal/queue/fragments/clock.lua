-- The server's clock, in whole milliseconds.
-- Needs: none
-- Provides: now, time (seconds and microseconds)

local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
now = now - now % 1
