-- Looks at what is leased. Returns from the script if a lease has ended, or the queue is not plain for another reason.
-- KEYS: inflight
-- Needs: now
-- Provides: leased (how many)

--@ plain
-- `inflight` is the first of these keys, and the only one that may exist
local found, leased = redis.call('EXISTS', unpack(KEYS, 3)), 0
if found > 0 then
	leased = found == 1 and redis.call('ZCARD', inflight) or 0
	if leased == 0 or redis.call('ZCOUNT', inflight, '-inf', string.format('%d', now)) > 0 then
		return NOT_PLAIN
	end
end
