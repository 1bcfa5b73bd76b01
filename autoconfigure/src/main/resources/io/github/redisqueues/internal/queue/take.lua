-- What receive and poll have in common: housekeeping, then the next messages out of the ready
-- ones. An expiry ends with the first delivery, and counts even if the sweep has not come to it.
-- KEYS: messages delayed expiries withdrawn inflight paused places
-- Needs: now, time, is_idle, max, max_in_flight, max_attempts, duplicate_window; rate_permits, 0 for no rate, rate_period
-- Provides: is_plain, limit, allowance (what rate.lua provides, or nil), ids, envelopes, made_ready, is_cut

-- Most of the time there is nothing to see to but the leases
local is_plain = is_idle or redis.call('EXISTS', delayed, expiries, withdrawn, paused) == 0
--@ sweep
local limit = max
if not is_plain and redis.call('EXISTS', paused) == 1 then
	limit = 0
elseif max_in_flight > 0 then
	limit = math.min(max, max_in_flight - redis.call('ZCARD', inflight))
end
local allowance
if rate_permits > 0 and limit > 0 then
	--@ rate
	allowance = { bucket = bucket, take_tokens = take_tokens, next_turn = next_turn }
	limit = math.min(limit, math.floor(bucket.tokens))
end
local ids, envelopes = {}, {}
if limit > 0 then
	--@ order
	--@ ready-take
	if next_ids[1] then
		ids, envelopes = next_ids, redis.call('HMGET', messages, unpack(next_ids))
		if allowance then
			allowance.take_tokens(#next_ids)
		end
	end
	local are_sound = is_plain or redis.call('EXISTS', expiries) == 0
	for i = 1, #ids do
		are_sound = are_sound and envelopes[i]
	end
	if not are_sound then
		--@ envelope
		--@ settle
		local found = envelopes
		ids, envelopes = {}, {}
		for i, id in ipairs(next_ids) do
			local expires_at = redis.call('ZSCORE', expiries, id)
			redis.call('ZREM', expiries, id)
			if found[i] and expires_at and tonumber(expires_at) <= now then
				bury(id, 'expired', found[i])
			elseif found[i] then
				ids[#ids + 1] = id
				envelopes[#envelopes + 1] = found[i]
			else
				leave_groups({ id })
				redis.call('HDEL', places, id)
			end
		end
		made_ready = made_ready + promoted
	end
end
