-- Gives back, without counting an attempt, what was leased to calls of this process whose answers were lost.
-- Finds it by the calls' marks. A message that has reached a consumer is not given back: another call with
-- the same mark leased it earlier, so its step is before known_step, or its id is among the known ones of that
-- step. A step is a deadline without the mark: in milliseconds if the mark is odd, otherwise in MARK_STEPs.
-- KEYS: inflight
-- ARGV: [publish_counts_subscribers count] wake_channel ...
--       for each call, in one argument as doubles, its mark, its lease, its age in milliseconds, the latest known step of its
--       mark, and how many ids are known of that step; then these ids
-- Returns: for each call how many messages were given back
-- Called by: LostLeases.giveBack

--@ clock
--@ lease-mark
--@ ready
--@ new-receipt
--@ wake
local MAX_IN_RANGE = 1000
local returned, numbers = {}, {}
local at = first_rest
for i = 1, count do
	local mark, lease, age, known_step, known = struct.unpack('>ddddd', ARGV[at])
	local is_known, before = {}, #returned
	for n = at + 1, at + known do
		is_known[ARGV[n]] = true
	end
	at = at + 1 + known
	local length, part = mark % 2 == 1 and 1 or MARK_STEP, mark / MARKS_PER_MILLISECOND
	local first = math.max(known_step, math.floor((now - age + lease) / length) - 1, math.floor(now / length) - 1)
	local last = math.ceil((now + lease) / length)
	local found = redis.call('ZRANGE', inflight, first * length, last * length + part, 'BYSCORE', 'LIMIT', 0, MAX_IN_RANGE, 'WITHSCORES')
	if #found == 2 * MAX_IN_RANGE then
		found = {}
		for step = first, last do
			local deadline = step * length + part
			for _, id in ipairs(redis.call('ZRANGE', inflight, deadline, deadline, 'BYSCORE')) do
				found[#found + 1], found[#found + 2] = id, deadline
			end
		end
	end
	for n = 1, #found, 2 do
		local id, step = found[n], (tonumber(found[n + 1]) - part) / length
		if step == math.floor(step) and (step > known_step or not is_known[id]) then
			redis.call('ZREM', inflight, id)
			renew_receipt(id)
			returned[#returned + 1] = id
		end
	end
	numbers[i] = struct.pack('>d', #returned - before)
end
if returned[1] then
	return_ready(returned)
	wake(#returned)
end
return table.concat(numbers)
