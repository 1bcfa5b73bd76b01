-- Receipts. A delivery is identified by the id of its message and its receipt, which is the number of
-- the attempt. Only receipts other than '1' are stored. A message that was redriven, or whose id was
-- given by the caller and so may be used again, has a receipt with a unique suffix: '1.<suffix>'.
-- KEYS: inflight attempts
-- Needs: now
-- Provides: is_leased()

local function is_leased(id, receipt)
	local deadline = redis.call('ZSCORE', inflight, id)
	return deadline and tonumber(deadline) > now and (redis.call('HGET', attempts, id) or '1') == receipt
end
