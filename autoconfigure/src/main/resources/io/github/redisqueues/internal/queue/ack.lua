-- Settles the messages whose receipts are valid.
-- KEYS: messages inflight attempts places
-- ARGV: [max_in_flight duplicate_window publish_counts_subscribers count deduplicated] wake_channel taken_until ...
--       the ids, then their receipts, then their deduplication ids if `deduplicated` is 1
-- Returns: how many were settled
-- Called by: SettlementClient.ack

--@ clock
--@ acknowledge
if settled > 0 then
	--@ room
	local woken = wake_senders(settled)
end
if are_stored then
	--@ pauses
	max_in_flight = changed_limits(max_in_flight, 0, 0)
end
local to_wake = math.max(max_in_flight > 0 and settled or 0, followed)
if to_wake > 0 then
	--@ wake
	wake(to_wake)
end
return struct.pack('>d', settled)
