-- Tells an instance that runs a schedule what time it is and which ticks are done with. One that comes
-- with a definition is about to start: if the fleet knows none or another one, the past ends now.
-- KEYS: schedules
-- ARGV: schedule definition
-- Returns: now; the moment up to which no tick is to be sent
-- Called by: SendClient.beginSchedule

--@ clock
--@ schedule
if not state or (definition ~= '' and definition ~= definition_known) then
	since = now
	keep_schedule(settled, since, definition)
end
return struct.pack('>dd', now, math.max(settled, math.min(since, now)))
