-- Returns a message, now or after a delay. After its last attempt it becomes a dead letter.
-- KEYS: messages delayed inflight attempts
-- ARGV: [max_attempts duplicate_window keep_dead max_dead publish_counts_subscribers delay] wake_channel id receipt taken_until
-- Returns: 1 if the receipt was valid, otherwise 0
-- Called by: SettlementClient.nack

--@ clock
--@ receipts
if not is_leased(id, receipt, taken_until) then
	return struct.pack('>d', 0)
end
redis.call('ZREM', inflight, id)
--@ next-attempt
if not next_attempt(id, max_attempts) then
	--@ dead-letters
	dead_letter(id, 'max-attempts', redis.call('HGET', messages, id) or '')
	--@ room
	local woken = wake_senders(1)
elseif delay > 0 then
	redis.call('ZADD', delayed, now + delay, id)
else
	--@ ready
	return_ready({ id })
end
-- A waiter can take this message or one that the limit in flight held back, or has a new moment to wait for
--@ wake
wake(1)
return struct.pack('>d', 1)
