-- Takes the next messages under a lease, if the queue is plain, see plain.lua.
-- KEYS: messages ready inflight ... those that must not exist
-- ARGV: max lease_minus_one mark_part
-- Returns: the moment, and for each message the lengths of id and envelope, and these; nothing if there is none; or '-'
-- Called by: ReceiveClient.receive

--@ clock
--@ plain
--@ leases-plain
--@ ready-take-plain
if not ids[1] then
	return ''
end
--@ envelopes-plain
if not are_plain then
	--@ ready-put-back
	return NOT_PLAIN
end
--@ lease-plain
local head = struct.pack('>d', now)
--@ reply-plain
