-- Tells an instance that runs a schedule the time and the latest tick that is done. If the definition is
-- new to Redis, or differs from the stored one, ticks before this moment are done.
-- KEYS: schedules
-- ARGV: schedule definition
-- Returns: now; the moment up to which no tick may be sent
-- Called by: SendClient.beginSchedule

--@ clock
--@ schedule
if not state or (definition ~= '' and definition ~= definition_known) then
	since = now
	keep_schedule(settled, since, definition)
end
return struct.pack('>dd', now, math.max(settled, math.min(since, now)))
