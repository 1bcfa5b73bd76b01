-- What receive and poll have in common: housekeeping, and then the next ready messages. A time to live
-- ends with the first delivery; it counts even if the housekeeping has not reached the message yet.
-- KEYS: messages delayed expiries withdrawn paused places inflight
-- Needs: now, is_idle, max, max_in_flight, rate_permits (0 if there is no rate), rate_period
-- Provides: is_plain, limit, pause_end (nil unless delivery is paused), allowance (what rate.lua provides, or nil), ids, envelopes, became_ready, is_incomplete

-- Most of the time only leases can run out
local is_plain = is_idle or redis.call('EXISTS', delayed, expiries, withdrawn, paused) == 0
--@ sweep
local limit, pause_end, note_tried = max, nil, nil
if not is_plain and redis.call('EXISTS', paused) == 1 then
	--@ pauses
	pause_end = delivery_pause_end()
	max_in_flight, rate_permits, rate_period = changed_limits(max_in_flight, rate_permits, rate_period)
	if tries_since() then
		-- One message at a time is tried, whatever else is in flight
		local tried_until = redis.call('ZSCORE', inflight, tried_last())
		local is_trying = tried_until and tonumber(tried_until) > now
		local most = redis.call('ZCARD', inflight) + (is_trying and 0 or 1)
		max_in_flight = max_in_flight > 0 and math.min(max_in_flight, most) or most
		note_tried = keep_tried
	end
end
if pause_end then
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
local ids, envelopes = none, none
if limit > 0 then
	--@ ready-take
	if next_ids[1] then
		ids, envelopes = next_ids, redis.call('HMGET', messages, unpack(next_ids))
		if allowance then
			allowance.take_tokens(#next_ids)
		end
	end
	local are_deliverable = is_plain or redis.call('EXISTS', expiries) == 0
	for i = 1, #ids do
		are_deliverable = are_deliverable and envelopes[i]
	end
	if not are_deliverable then
		--@ settle
		--@ dead-letters
		local found = envelopes
		ids, envelopes = {}, {}
		for i, id in ipairs(next_ids) do
			local expires_at = redis.call('ZSCORE', expiries, id)
			redis.call('ZREM', expiries, id)
			if found[i] and expires_at and tonumber(expires_at) <= now then
				became_ready = became_ready + dead_letter(id, 'expired', found[i])
				--@ room
				local woken = wake_senders(1)
			elseif found[i] then
				ids[#ids + 1] = id
				envelopes[#envelopes + 1] = found[i]
			else
				became_ready = became_ready + leave_groups({ id })
				redis.call('HDEL', places, id)
			end
		end
	end
end
if note_tried and ids[1] then
	note_tried(ids[1])
end
