-- Takes the next messages and deletes them.
-- KEYS: messages attempts reasons deduplication places delayed expiries withdrawn paused inflight
-- ARGV: [max max_in_flight max_attempts duplicate_window keep_dead max_dead publish_counts_subscribers waiting rate_permits rate_period] wake_channel process
-- Returns: how many messages could still be taken, milliseconds until the next check or -1, and for each message the lengths of id, receipt, the reasons why it could not be read before and envelope, and these
-- Called by: PollClient.poll

--@ clock
-- A queue without leases has no housekeeping to do most of the time
local is_idle = redis.call('EXISTS', delayed, expiries, withdrawn, paused, inflight, attempts, deduplication, places) == 0
--@ take-ready
local receipts, known_reasons = none, none
if ids[1] then
	if duplicate_window == 0 and (is_idle or redis.call('EXISTS', attempts, deduplication, places) == 0) then
		redis.call('HDEL', messages, unpack(ids))
	else
		--@ settle
		--@ envelope
		if redis.call('EXISTS', attempts) == 1 then
			receipts = redis.call('HMGET', attempts, unpack(ids))
			known_reasons = redis.call('HMGET', reasons, unpack(ids))
		end
		local deduplication_ids = {}
		for i = 1, #ids do
			deduplication_ids[i] = deduplication_id_of(envelopes[i])
		end
		became_ready = became_ready + delete_messages(ids, deduplication_ids)
	end
	--@ room
	local woken = wake_senders(#ids)
end
-- What is polled is not leased, so nothing is pushed
local push_part = 0
--@ update-waiters
local reply = { struct.pack('>dd', remaining, next_check) }
for i, id in ipairs(ids) do
	local receipt, known, envelope = receipts[i] or '1', known_reasons[i] or '', envelopes[i]
	reply[i + 1] = struct.pack('>I4I4I4I4', #id, #receipt, #known, #envelope) .. id .. receipt .. known .. envelope
end
return table.concat(reply)
