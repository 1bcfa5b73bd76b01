-- Takes the next messages under a lease.
-- KEYS: inflight attempts
-- ARGV: [max max_in_flight max_attempts duplicate_window keep_dead max_dead publish_counts_subscribers waiting lease rate_permits rate_period mark] wake_channel process
-- Returns: how many messages could still be taken, milliseconds until the next check or -1, lease deadline, and for each message the lengths of id, receipt and envelope, and these
-- Called by: ReceiveClient.receive

--@ clock
local is_idle = false
--@ take-ready
--@ lease-messages
--@ push-part
--@ update-waiters
local reply = { struct.pack('>ddd', remaining, next_check, deadline) }
--@ reply-leased
return table.concat(reply)
