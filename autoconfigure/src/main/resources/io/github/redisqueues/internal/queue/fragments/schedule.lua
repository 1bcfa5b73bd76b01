-- Reads what is stored of a schedule: `settled`, the latest tick that was sent; `since`, the moment from
-- which the fleet runs it with `definition_known`. If nothing is stored, they are 0, 0 and ''. A tick far
-- ahead of the server's clock was sent while that clock was wrong, and would stop the schedule until
-- then, so it is replaced: `settled` becomes 0 and `since` becomes now.
-- KEYS: schedules
-- Needs: now, schedule
-- Provides: state (nil if nothing is stored), settled, since, definition_known, keep_schedule()

-- Milliseconds
local MAX_AHEAD = 3600000

local state = redis.call('HGET', schedules, schedule)
local settled, since, definition_known = 0, 0, ''
if state then
	local last, first, known = string.match(state, '^(%d+) (%d+) (.*)$')
	if last then
		settled, since, definition_known = tonumber(last), tonumber(first), known
	end
end
if settled > now + MAX_AHEAD then
	settled, since = 0, now
end

local function keep_schedule(last, first, definition)
	redis.call('HSET', schedules, schedule, string.format('%.0f %.0f %s', last, first, definition))
end
