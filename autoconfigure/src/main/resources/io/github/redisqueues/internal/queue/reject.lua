-- Makes a dead letter of a message in flight.
-- KEYS: messages inflight
-- ARGV: [max_in_flight duplicate_window keep_dead max_dead publish_counts_subscribers] wake_channel id receipt taken_until reason
-- Returns: 1 if the receipt was valid, otherwise 0
-- Called by: SettlementClient.reject

--@ clock
--@ receipts
if not is_leased(id, receipt, taken_until) then
	return struct.pack('>d', 0)
end
redis.call('ZREM', inflight, id)
--@ dead-letters
local promoted = dead_letter(id, reason, redis.call('HGET', messages, id) or '')
--@ room
local woken = wake_senders(1)
--@ pauses
if changed_limits(max_in_flight, 0, 0) > 0 or promoted > 0 then
	--@ wake
	wake(1)
end
return struct.pack('>d', 1)
