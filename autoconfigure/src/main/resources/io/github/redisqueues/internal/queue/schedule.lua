-- What is known of a schedule: `settled`, its last tick that was sent, and since when the fleet runs
-- it as `definition_known` says, all 0 or '' as long as nothing is. A tick that lies far ahead of the
-- server's clock was sent when that clock was wrong, and would silence the schedule until then, so
-- the past ends now.
-- KEYS: schedules
-- Needs: now, schedule
-- Provides: settled, since, definition_known, keep_schedule

local FURTHEST_AHEAD = 3600000

local state = redis.call('HGET', schedules, schedule)
local settled, since, definition_known = 0, 0, ''
if state then
	local last, first, known = string.match(state, '^(%d+) (%d+) (.*)$')
	if last then
		settled, since, definition_known = tonumber(last), tonumber(first), known
	end
end
if settled > now + FURTHEST_AHEAD then
	settled, since = 0, now
end

local function keep_schedule(last, first, definition)
	redis.call('HSET', schedules, schedule, string.format('%.0f %.0f %s', last, first, definition))
end
