-- Settles messages whose receipts are still good.
-- KEYS: messages inflight attempts places
-- ARGV: [max_in_flight duplicate_window heard_is_exact count deduplicated] wake_channel ...
--       then the ids, as many receipts, and as many deduplication ids if `deduplicated` is 1
-- Returns: how many were settled
-- Called by: SettlementClient.ack

--@ clock
--@ acks
local to_wake = math.max(max_in_flight > 0 and settled or 0, followed)
if to_wake > 0 then
	--@ wake
	wake(to_wake)
end
return struct.pack('>d', settled)
