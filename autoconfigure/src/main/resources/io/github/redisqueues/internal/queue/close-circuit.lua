-- Ends the tries of single messages, because one was handled. Wakes all waiters, and tells the listeners of all processes.
-- KEYS: paused ready waiters
-- ARGV: [publish_counts_subscribers] wake_channel notice_channel
-- Returns: 0 if the circuit is closed, 1 if it is open or 2 if messages are tried one at a time; and how many milliseconds it stays open
-- Called by: CircuitClient.close

--@ clock
--@ pauses
--@ keep-pauses
--@ wake-first
if circuit_state() == 2 then
	local delivery, delivery_since, sending, sending_since, texts = read_pauses()
	keep_pauses(0, 0, sending, sending_since, stored_limits(), no_circuit(), texts)
	wake_first(waiters, ready, MAX_TRIED)
	redis.pcall('PUBLISH', notice_channel, ready .. '\nchanged')
end
return struct.pack('>dd', circuit_state())
