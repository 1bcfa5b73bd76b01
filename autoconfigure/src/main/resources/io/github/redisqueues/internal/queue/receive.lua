-- Lends the next messages under a lease.
-- KEYS: inflight attempts
-- ARGV: [max max_in_flight max_attempts duplicate_window heard_is_exact waiting lease rate_permits rate_period] wake_channel process
-- Returns: how many could be taken still, milliseconds to the next look or -1, lease deadline, and for each message the lengths of id, receipt and envelope, and these
-- Called by: ReceiveClient.receive

--@ clock
local is_idle = false
--@ take
--@ lend
--@ report
local reply = { struct.pack('>ddd', left, next_look, deadline) }
--@ lent
return table.concat(reply)
