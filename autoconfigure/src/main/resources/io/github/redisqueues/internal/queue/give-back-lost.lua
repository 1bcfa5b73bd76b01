-- Gives back, without counting an attempt, what was leased to calls of this process whose answers were lost.
-- Finds it by the calls' marks. A message that has reached a consumer is not given back: another call with
-- the same mark leased it earlier, so its deadline is before the known one, or its id is among the known ones
-- with that deadline.
-- If the client has repeated a call, the answer to the last execution has arrived. If others have leased
-- messages, these and those of the answer are given back, in the order in which they were leased. If some of the
-- answer are no longer leased, the client has repeated this script too, and the first execution has given them back.
-- KEYS: inflight
-- ARGV: [publish_counts_subscribers count] wake_channel ...
--       for each call, in one argument as doubles, its mark, its lease, its age in milliseconds, the latest known deadline of
--       its mark, how many ids are known that have it, the deadline in its answer, and how many ids are in the answer;
--       then the known ids, then those of the answer
-- Returns: for each call how many messages were given back, at least 1 if an earlier execution did that
-- Called by: LostLeases.giveBack

--@ clock
--@ lease-mark
--@ ready
--@ new-receipt
--@ wake
local MAX_PAGES = 5
local PAGE = 2000
local returned, numbers = {}, {}
local at = first_rest
for i = 1, count do
	local mark, lease, age, known_deadline, known, arrived_deadline, arrived = struct.unpack('>ddddddd', ARGV[at])
	local is_known, has_arrived, before, first_arrived = {}, {}, #returned, at + 1 + known
	for n = at + 1, at + known do
		is_known[ARGV[n]] = true
	end
	at = first_arrived + arrived
	for n = first_arrived, at - 1 do
		has_arrived[ARGV[n]] = true
	end
	local part = mark / MARKS
	local from, pages = math.max(known_deadline - 1, now - age + lease - 1, now - 1), 0
	repeat
		local found = redis.call('ZRANGE', inflight, from, now + lease, 'BYSCORE', 'LIMIT', 0, PAGE, 'WITHSCORES')
		for n = 1, #found, 2 do
			local id, deadline = found[n], tonumber(found[n + 1])
			local is_lost = deadline % 1 == part and not has_arrived[id] and (deadline > known_deadline or not is_known[id])
			if is_lost and redis.call('ZREM', inflight, id) == 1 then
				renew_receipt(id)
				returned[#returned + 1] = id
			end
			from = deadline
		end
		pages = pages + 1
	until #found < 2 * PAGE or pages == MAX_PAGES
	local leased = {}
	for n = first_arrived, at - 1 do
		local deadline = tonumber(redis.call('ZSCORE', inflight, ARGV[n]) or 0)
		if deadline % 1 == part and math.ceil(deadline) == arrived_deadline then
			leased[#leased + 1] = ARGV[n]
		end
	end
	local is_given_back = #returned > before or #leased < arrived
	for n = 1, is_given_back and #leased or 0 do
		redis.call('ZREM', inflight, leased[n])
		renew_receipt(leased[n])
		returned[#returned + 1] = leased[n]
	end
	numbers[i] = struct.pack('>d', is_given_back and math.max(#returned - before, 1) or 0)
end
if returned[1] then
	return_ready(returned)
	wake(#returned)
end
return table.concat(numbers)
