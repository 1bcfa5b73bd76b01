-- Tells the caller what it needs to wait or to wake its next thread, and wakes other processes that can
-- take what became ready. `waiting` is 0 if the caller does not wait, 1 if it is the only waiter of its
-- process, 2 if others wait there too, and 3 if it stops waiting. Registration as a waiter is a hint,
-- so it must not fail the call.
-- KEYS: ready withdrawn delayed inflight waiters
-- Needs: now, push_part, limit, pause_end, allowance, ids, became_ready, is_incomplete, waiting, process, max_in_flight
-- Provides: remaining (how many messages could still be taken), next_check (in milliseconds, or -1)

--@ rate-limited-waiters
local remaining, next_check = 0, -1
if waiting == 1 and ids[1] and became_ready == 0 then
	redis.pcall('ZREM', waiters, process)
elseif waiting > 0 or became_ready > 0 or is_incomplete or #ids < limit then
	local is_rate_limited = false
	if limit > 0 or allowance then
		--@ ready-count
		remaining = ready_count
		if max_in_flight > 0 then
			remaining = math.min(remaining, max_in_flight - redis.call('ZCARD', inflight))
		end
		if allowance then
			local tokens = math.floor(allowance.bucket.tokens)
			is_rate_limited = remaining > 0 and tokens == 0
			remaining = math.min(remaining, tokens)
		end
	end
	-- The sweep stopped at its bound, so there may be more
	if limit > 0 and is_incomplete then
		remaining = math.max(remaining, 1)
	end
	if became_ready > 0 and remaining > 0 then
		--@ wake
		wake(math.min(became_ready, remaining))
	end
	local keeps_waiting = (waiting == 1 and not ids[1]) or (waiting == 2 and remaining <= 0)
	if keeps_waiting then
		redis.pcall('ZADD', waiters, is_rate_limited and now + RATE_LIMITED or now + push_part, process)
	elseif waiting == 1 or waiting == 3 then
		redis.pcall('ZREM', waiters, process)
	end
	if keeps_waiting and is_rate_limited then
		-- A message that is sent meanwhile does not change when the process can take one
		next_check = allowance.next_turn()
	elseif waiting > 0 then
		for _, key in ipairs({ delayed, inflight }) do
			local first = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')[2]
			if first then
				local wait = math.ceil(math.max(tonumber(first) - now, 0))
				next_check = next_check < 0 and wait or math.min(next_check, wait)
			end
		end
		if pause_end and pause_end > 0 then
			next_check = next_check < 0 and pause_end - now or math.min(next_check, pause_end - now)
		end
	end
end
