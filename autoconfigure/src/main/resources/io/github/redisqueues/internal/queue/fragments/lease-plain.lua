-- Moves the messages that were taken to in flight, under a lease. `mark_part` is what the mark adds to the deadline, see
-- lease-mark.lua. The deadline is a text, as Redis takes long to write a number.
-- KEYS: messages inflight
-- Needs: now, lease_minus_one, mark_part, ids, leased
-- Provides: none

--@ unpacked
local deadline = string.format('%d', now + lease_minus_one) .. mark_part
local is_full = (leased + #ids) % EACH < #ids
if not ids[2] and leased > 0 and not is_full then
	redis.call('ZADD', inflight, deadline, ids[1])
else
	local leases = { deadline, LONG }
	for i = 1, #ids do
		leases[2 * i + 1] = deadline
		leases[2 * i + 2] = ids[i]
	end
	redis.call('ZADD', inflight, unpack(leases))
	redis.call('ZREM', inflight, LONG)
	if is_full then
		--@ unpack-messages
		unpack_messages()
	end
end
