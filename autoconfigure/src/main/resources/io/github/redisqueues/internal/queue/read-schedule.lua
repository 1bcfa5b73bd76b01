-- Reads which tick of a schedule was sent last.
-- KEYS: schedules
-- ARGV: schedule
-- Returns: the tick, 0 if none was
-- Called by: SendClient.lastTick

local state = redis.call('HGET', schedules, schedule)
return struct.pack('>d', tonumber(state and string.match(state, '^(%d+) ') or 0))
