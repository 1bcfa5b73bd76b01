-- Settles messages as ack-plain.lua does, and then takes others as receive-plain.lua does, if the queue is plain, see
-- plain.lua. `registers` is 1 if the process waits for messages unless there are some.
-- KEYS: messages ready inflight ... those that must not exist
-- ARGV: max lease_minus_one mark_part registers taken_until ...
--       the ids to settle
-- Returns: the moment, and for each message that was taken the lengths of id and envelope, and these; nothing if there is none; or '-'
-- Called by: ReceiveClient.exchange

--@ clock
--@ plain
--@ leases-plain
if ARGV[first_rest] then
	--@ receipts-plain
end

local function settle()
	if ARGV[first_rest] then
		redis.call('ZREM', inflight, unpack(ARGV, first_rest))
		redis.call('HDEL', messages, unpack(ARGV, first_rest))
	end
end

--@ ready-take-plain
if not ids[1] and registers == '1' then
	return NOT_PLAIN
end
if ids[1] then
	--@ envelopes-plain
	if not are_plain then
		--@ ready-put-back
		return NOT_PLAIN
	end
	--@ lease-plain
	settle()
	local head = struct.pack('>d', now)
	--@ reply-plain
end
settle()
return ''
