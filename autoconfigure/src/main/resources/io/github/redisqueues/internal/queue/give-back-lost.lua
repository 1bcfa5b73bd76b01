-- Gives back, without counting an attempt, what was leased to calls of this process whose answers were lost.
-- Finds it by the calls' marks. A message that has reached a consumer is not given back: another call with
-- the same mark leased it earlier, so its deadline is before the known one, or its id is among the known ones
-- with that deadline.
-- KEYS: inflight
-- ARGV: [publish_counts_subscribers count] wake_channel ...
--       for each call, in one argument as doubles, its mark, its lease, its age in milliseconds, the latest known deadline of
--       its mark, and how many ids are known that have it; then these ids
-- Returns: for each call how many messages were given back
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
	local mark, lease, age, known_deadline, known = struct.unpack('>ddddd', ARGV[at])
	local is_known, before = {}, #returned
	for n = at + 1, at + known do
		is_known[ARGV[n]] = true
	end
	at = at + 1 + known
	local part = mark / MARKS
	local from, pages = math.max(known_deadline - 1, now - age + lease - 1, now - 1), 0
	repeat
		local found = redis.call('ZRANGE', inflight, from, now + lease, 'BYSCORE', 'LIMIT', 0, PAGE, 'WITHSCORES')
		for n = 1, #found, 2 do
			local id, deadline = found[n], tonumber(found[n + 1])
			if deadline % 1 == part and (deadline > known_deadline or not is_known[id]) and redis.call('ZREM', inflight, id) == 1 then
				renew_receipt(id)
				returned[#returned + 1] = id
			end
			from = deadline
		end
		pages = pages + 1
	until #found < 2 * PAGE or pages == MAX_PAGES
	numbers[i] = struct.pack('>d', #returned - before)
end
if returned[1] then
	return_ready(returned)
	wake(#returned)
end
return table.concat(numbers)
