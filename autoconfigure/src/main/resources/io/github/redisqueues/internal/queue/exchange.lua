-- Settles what a worker has finished, and lends it the next messages.
-- KEYS: messages delayed inflight attempts
-- ARGV: [max max_in_flight max_attempts duplicate_window heard_is_exact waiting rate_permits rate_period lease count deduplicated others] wake_channel process ...
--       then the ids to acknowledge, as many receipts, and as many deduplication ids if `deduplicated`
--       is 1; then for each of the others id, receipt, fate and reason. The fate is '-' to give the
--       message up, '+' to give it back as if it had not been delivered, and otherwise the
--       milliseconds until its next attempt
-- Returns: how many could be taken still, milliseconds to the next look or -1, lease deadline, a byte for each settlement that is 1 if its receipt was good, and for each message the lengths of id, receipt and envelope, and these
-- Called by: WorkerCommands.exchange

--@ clock
local were_good, freed, is_sooner = {}, 0, false
if count > 0 then
	--@ acks
	freed = math.max(max_in_flight > 0 and settled or 0, followed)
	for i = 1, count do
		were_good[i] = is_settled[i] and '\1' or '\0'
	end
end
if others > 0 then
	--@ lease
	--@ next-attempt
	--@ ready
	--@ settle
	--@ new-life
	local first, returned, promoted = first_rest + (2 + deduplicated) * count, {}, 0
	for i = 1, others do
		local id, receipt, fate, reason = unpack(ARGV, first + 4 * i - 4, first + 4 * i - 1)
		local is_good = is_leased(id, receipt)
		were_good[count + i] = is_good and '\1' or '\0'
		if is_good then
			redis.call('ZREM', inflight, id)
			freed = freed + ((max_in_flight > 0 or fate == '+' or fate == '0') and 1 or 0)
			if fate == '+' then
				renew_life(id)
				returned[#returned + 1] = id
			elseif fate == '-' or not next_attempt(id) then
				promoted = promoted + bury(id, reason, redis.call('HGET', messages, id) or '')
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
local is_idle = false
--@ take
-- What came back, what its group held back, and what the fleet's limit held back, is for whoever waits
made_ready = made_ready + freed
--@ lend
--@ report
if is_sooner or max == 0 then
	-- A moment to wait for that others do not know, or messages that are not looked for here
	--@ wake
	wake(math.max(max == 0 and made_ready or 0, is_sooner and 1 or 0))
end
local reply = { struct.pack('>ddd', left, next_look, deadline), table.concat(were_good) }
--@ lent
return table.concat(reply)
