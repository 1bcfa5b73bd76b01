-- Takes the next messages for good.
-- KEYS: messages attempts deduplication places delayed expiries withdrawn paused inflight
-- ARGV: [max max_in_flight max_attempts duplicate_window heard_is_exact waiting rate_permits rate_period] wake_channel process
-- Returns: how many could be taken still, milliseconds to the next look or -1, and for each message the lengths of id and envelope, and these
-- Called by: QueueCommands.poll

--@ clock
-- Where nobody receives under a lease there is nothing to see to most of the time
local is_idle = redis.call('EXISTS', delayed, expiries, withdrawn, paused, inflight, attempts, deduplication, places) == 0
--@ take
if ids[1] then
	if duplicate_window == 0 and (is_idle or redis.call('EXISTS', attempts, deduplication, places) == 0) then
		redis.call('HDEL', messages, unpack(ids))
	else
		--@ settle
		--@ envelope
		local deduplication_ids = {}
		for i = 1, #ids do
			deduplication_ids[i] = deduplication_id_of(envelopes[i])
		end
		made_ready = made_ready + forget(ids, deduplication_ids)
	end
end
--@ report
local reply = { struct.pack('>dd', left, next_look) }
for i, id in ipairs(ids) do
	reply[i + 1] = struct.pack('>I4I4', #id, #envelopes[i]) .. id .. envelopes[i]
end
return table.concat(reply)
