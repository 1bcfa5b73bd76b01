-- Changes limits of the queue for all processes, or withdraws all changes. A limit of -1 stays as it is. Wakes those that may go on now.
-- KEYS: paused ready waiters senders
-- ARGV: [withdraw capacity max_in_flight rate_permits rate_period publish_counts_subscribers] wake_channel
-- Returns: nothing
-- Called by: LimitsClient.change, LimitsClient.withdraw

--@ clock
--@ pauses
--@ keep-pauses
--@ wake-first
local delivery, delivery_since, sending, sending_since, texts = read_pauses()
local limits = struct.pack('>dddd', -1, -1, -1, -1)
if withdraw == 0 then
	local own_capacity = changed_capacity() or -1
	local own_most, own_permits, own_period = changed_limits(-1, -1, -1)
	limits = struct.pack(
		'>dddd',
		capacity >= 0 and capacity or own_capacity,
		max_in_flight >= 0 and max_in_flight or own_most,
		rate_permits >= 0 and rate_permits or own_permits,
		rate_permits >= 0 and rate_period or own_period
	)
end
keep_pauses(delivery, delivery_since, sending, sending_since, limits, texts)
wake_first(waiters, ready, MAX_TRIED)
wake_first(senders, senders, MAX_TRIED)
return ''
