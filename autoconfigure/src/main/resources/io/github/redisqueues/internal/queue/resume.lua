-- Ends the pause of delivery, also that of a circuit breaker, or of sending. Wakes all waiters if it was that of delivery.
-- KEYS: paused ready waiters
-- ARGV: [is_sending publish_counts_subscribers] wake_channel notice_channel
-- Returns: nothing
-- Called by: PauseClient.resume

--@ clock
--@ pauses
--@ keep-pauses
local delivery, delivery_since, sending, sending_since, texts = read_pauses()
if is_sending == 1 then
	keep_pauses(delivery, delivery_since, 0, 0, stored_limits(), stored_circuit(), texts)
else
	local has_circuit = circuit_state() > 0
	keep_pauses(0, 0, sending, sending_since, stored_limits(), no_circuit(), texts)
	--@ wake-first
	wake_first(waiters, ready, MAX_TRIED)
	if has_circuit then
		redis.pcall('PUBLISH', notice_channel, ready .. '\nchanged')
	end
end
return ''
