-- Changes limits of the queue for all processes, or withdraws all changes. A limit of -1 stays as it is. Wakes those that may go on now, and
-- tells the listeners of all processes. That is a hint: a listener that misses it reads the limits when it subscribes again.
-- KEYS: paused ready waiters senders
-- ARGV: [withdraw capacity max_in_flight rate_permits rate_period concurrency publish_counts_subscribers] wake_channel notice_channel
-- Returns: nothing
-- Called by: LimitsClient.change, LimitsClient.withdraw

--@ clock
--@ pauses
--@ keep-pauses
--@ wake-first
local delivery, delivery_since, sending, sending_since, texts = read_pauses()
local limits = struct.pack('>ddddd', -1, -1, -1, -1, -1)
if withdraw == 0 then
	local own_capacity = changed_capacity() or -1
	local own_concurrency = select(5, struct.unpack('>ddddd', stored_limits()))
	local own_most, own_permits, own_period = changed_limits(-1, -1, -1)
	limits = struct.pack(
		'>ddddd',
		capacity >= 0 and capacity or own_capacity,
		max_in_flight >= 0 and max_in_flight or own_most,
		rate_permits >= 0 and rate_permits or own_permits,
		rate_permits >= 0 and rate_period or own_period,
		concurrency >= 0 and concurrency or own_concurrency
	)
end
keep_pauses(delivery, delivery_since, sending, sending_since, limits, stored_circuit(), texts)
wake_first(waiters, ready, MAX_TRIED, true)
wake_first(senders, senders, MAX_TRIED)
redis.pcall('PUBLISH', notice_channel, ready .. '\nchanged')
return ''
