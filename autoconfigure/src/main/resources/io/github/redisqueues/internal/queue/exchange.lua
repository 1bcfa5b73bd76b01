-- Settles the messages that a worker has finished, and leases it the next ones.
-- KEYS: messages delayed inflight attempts reasons
-- ARGV: [max max_in_flight max_attempts duplicate_window keep_dead max_dead publish_counts_subscribers waiting rate_permits rate_period lease mark count deduplicated others] wake_channel process taken_until ...
--       the ids to acknowledge, then their receipts, then their deduplication ids if `deduplicated` is 1;
--       then for each other message id, receipt, the deadline when it was taken, its maximum of attempts, fate and reason. The fate is '-' for a dead letter, otherwise the
--       milliseconds until its next attempt, after a '+' not to count this one, or after a 'u' if the process could not
--       read the message
-- Returns: how many messages could still be taken, milliseconds until the next check or -1, lease deadline, a byte for each settlement that is 1 if its receipt was valid, and for each message the lengths of id, receipt and envelope, and these
-- Called by: ReceiveClient.exchange

--@ clock
local validity, freed, gone, released, is_sooner = {}, 0, 0, 0, false
if count > 0 then
	--@ acknowledge
	freed = math.max(max_in_flight > 0 and settled or 0, followed)
	gone, released = settled, settled
	for i = 1, count do
		validity[i] = is_settled[i] and '\1' or '\0'
	end
end
if others > 0 then
	--@ receipts
	--@ next-attempt
	--@ add-reason
	--@ ready
	--@ dead-letters
	--@ new-receipt
	local first, returned, promoted = first_rest + (2 + deduplicated) * count, {}, 0
	for i = 1, others do
		local id, receipt, taken, most, fate, reason = unpack(ARGV, first + 6 * i - 6, first + 6 * i - 1)
		local is_valid = is_leased(id, receipt, taken)
		validity[count + i] = is_valid and '\1' or '\0'
		if is_valid then
			redis.call('ZREM', inflight, id)
			released = released + 1
			if string.sub(fate, 1, 1) == 'u' then
				fate = string.sub(fate, 2)
				reason = add_reason(id, redis.call('HGET', reasons, id), reason)
			end
			local is_uncounted = string.sub(fate, 1, 1) == '+'
			if is_uncounted then
				fate = string.sub(fate, 2)
				renew_receipt(id)
			end
			freed = freed + ((max_in_flight > 0 or fate == '0') and 1 or 0)
			if fate == '-' or not is_uncounted and not next_attempt(id, tonumber(most)) then
				promoted = promoted + dead_letter(id, reason, redis.call('HGET', messages, id) or '')
				gone = gone + 1
			elseif fate == '0' then
				returned[#returned + 1] = id
			else
				local soonest = redis.call('ZRANGE', delayed, 0, 0, 'WITHSCORES')[2]
				is_sooner = is_sooner or not soonest or now + fate < tonumber(soonest)
				redis.call('ZADD', delayed, now + fate, id)
			end
		end
	end
	if returned[1] then
		return_ready(returned)
	end
	freed = freed + promoted
end
if gone > 0 then
	--@ room
	local woken = wake_senders(gone)
end
local is_idle = false
--@ take-ready
if max_in_flight > 0 then
	freed = math.max(freed, released)
end
-- Other waiters can take what was returned, and what a group or the limit in flight held back
became_ready = became_ready + freed
--@ lease-messages
--@ push-part
--@ update-waiters
if is_sooner or max == 0 then
	-- A new next moment for the waiters, or messages that this call does not take
	--@ wake
	wake(math.max(max == 0 and became_ready or 0, is_sooner and 1 or 0))
end
local reply = { struct.pack('>ddd', remaining, next_check, deadline), table.concat(validity) }
--@ reply-leased
return table.concat(reply)
