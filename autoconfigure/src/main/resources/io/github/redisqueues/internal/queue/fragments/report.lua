-- Tells the caller what it needs to wait or to wake its next thread, and wakes other processes that can
-- take what became ready. `waiting` is 0 if the caller does not wait, 1 if it is the only waiter of its
-- process, 2 if others wait there too, and 3 if it stops waiting. Registration as a waiter is a hint,
-- so it is skipped if Redis is out of memory.
-- KEYS: ready withdrawn delayed inflight waiters
-- Needs: now, limit, allowance, ids, made_ready, is_cut, waiting, process, max_in_flight
-- Provides: left (how many messages could still be taken), next_look (in milliseconds, or -1)

local left, next_look = 0, -1
if waiting == 1 and ids[1] and made_ready == 0 then
	redis.call('ZREM', waiters, process)
elseif waiting > 0 or made_ready > 0 or is_cut or #ids < limit then
	local is_held_back = false
	if limit > 0 or allowance then
		--@ ready-count
		left = ready_count
		if max_in_flight > 0 then
			left = math.min(left, max_in_flight - redis.call('ZCARD', inflight))
		end
		if allowance then
			local tokens = math.floor(allowance.bucket.tokens)
			is_held_back = left > 0 and tokens == 0
			left = math.min(left, tokens)
		end
	end
	-- The sweep stopped at its bound, so there may be more
	if limit > 0 and is_cut then
		left = math.max(left, 1)
	end
	if made_ready > 0 and left > 0 then
		--@ wake
		wake(math.min(made_ready, left))
	end
	local stays = (waiting == 1 and not ids[1]) or (waiting == 2 and left <= 0)
	if stays and not is_held_back then
		redis.pcall('ZADD', waiters, now, process)
	elseif waiting == 1 or waiting == 3 or stays then
		redis.call('ZREM', waiters, process)
	end
	if stays and is_held_back then
		-- A message that is sent meanwhile does not change when the process can take one
		next_look = allowance.next_turn()
	elseif waiting > 0 then
		for _, key in ipairs({ delayed, inflight }) do
			local first = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')[2]
			if first then
				local wait = math.max(tonumber(first) - now, 0)
				next_look = next_look < 0 and wait or math.min(next_look, wait)
			end
		end
	end
end
