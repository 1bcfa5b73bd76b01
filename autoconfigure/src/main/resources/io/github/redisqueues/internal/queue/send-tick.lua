-- Sends the message of a schedule's tick. The first instance to ask sends it. A tick is not sent after a
-- later one, and a repeated call finds that its own tick was sent.
-- KEYS: schedules
-- ARGV: [tick send_within] schedule [capacity duplicate_window publish_counts_subscribers delay deliver_at time_to_live flags priority ids_are_given in_due_order waiting max_delay] wake_channel process deduplication_id group ...
--       the message's id and the rest of its envelope
-- Returns: 0 if it was sent, 1 if it had been sent, 2 if the tick is not due yet, 3 if it is too late for it, 4 if the queue is full, 5 if sending is paused; now
-- Called by: SendClient.sendTick

--@ clock
--@ schedule
if tick <= settled then
	return struct.pack('>dd', 1, now)
end
if tick > now then
	return struct.pack('>dd', 2, now)
end
if send_within > 0 and tick + send_within < now then
	return struct.pack('>dd', 3, now)
end
local function send()
	--@ add-messages
end
local verdict = struct.unpack('>d', send())
if verdict == 1 or verdict == 3 then
	return struct.pack('>dd', verdict == 1 and 4 or 5, now)
end
keep_schedule(tick, since, definition_known)
return struct.pack('>dd', 0, now)
