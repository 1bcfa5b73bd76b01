-- Receipts. A delivery is identified by the id of its message and its receipt, which is the number of
-- the attempt. Only receipts other than '1' are stored. A message that was redriven, or whose id was
-- given by the caller and so may be used again, has a receipt with a unique suffix: '1.<suffix>'.
-- The deadline that the lease had when it was taken, as a packed double, tells apart deliveries with the same receipt.
-- KEYS: inflight attempts
-- Needs: now
-- Provides: is_leased()

--@ same-delivery
local function is_leased(id, receipt, taken_until)
	local deadline = redis.call('ZSCORE', inflight, id)
	if not deadline or tonumber(deadline) <= now or (redis.call('HGET', attempts, id) or '1') ~= receipt then
		return false
	end
	local taken = struct.unpack('>d', taken_until)
	return is_same(tonumber(deadline), taken)
end
