-- Adds messages, all or none. An id that stands already is left alone, and so is a message whose
-- deduplication id stands already.
-- Include: clock envelope ready wake
-- KEYS: messages delayed expiries attempts dead deduplication remembered
-- ARGV: #capacity #duplicate_window wake_channel #heard_is_exact #delay #deliver_at #time_to_live #flags #priority deduplication_id #ids_are_given ...
--       and for each message its id and the rest of its envelope
-- Returns: {1} if all were added, {1, id…} with the ids that stand if not, {0, size} if the queue is full
-- Called by: QueueCommands.send

-- How long a duplicate is remembered ends here; a few that are over are dropped on the way.
local function drop_forgotten()
	local over = redis.call('ZRANGE', remembered, '-inf', now, 'BYSCORE', 'LIMIT', 0, 20)
	for _, member in ipairs(over) do
		redis.call('ZREM', remembered, member)
		if string.sub(member, 1, 1) == 'd' then
			redis.call('HDEL', deduplication, string.sub(member, 2))
		end
	end
end

local function is_remembered(member)
	local forget_at = redis.call('ZSCORE', remembered, member)
	return forget_at and tonumber(forget_at) > now
end

-- The message that has the deduplication id: an unsettled one, or a settled one in its window.
local function standing_id()
	local id = redis.call('HGET', deduplication, deduplication_id)
	if not id then
		return nil
	end
	local settled = redis.call('ZSCORE', remembered, 'd' .. deduplication_id)
	if settled and tonumber(settled) <= now then
		return nil
	end
	return id
end

if deduplication_id ~= '' then
	local standing = standing_id()
	if standing then
		return { 1, standing }
	end
end

local ids, rests = {}, {}
for i = first_rest, #ARGV, 2 do
	ids[#ids + 1] = ARGV[i]
	rests[#rests + 1] = ARGV[i + 1]
end

local known = redis.call('HMGET', messages, unpack(ids))
local new_ids, new_rests = {}, {}
for i, id in ipairs(ids) do
	if not known[i] and not (duplicate_window > 0 and is_remembered('i' .. id)) then
		new_ids[#new_ids + 1] = id
		new_rests[#new_rests + 1] = rests[i]
	end
end
if #new_ids == 0 then
	return { 1 }
end

if capacity > 0 then
	local size = redis.call('HLEN', messages) - redis.call('ZCARD', dead)
	if size + #new_ids > capacity then
		return { 0, size }
	end
end

local header = struct.pack('>BBI6', 1, flags, now)
local entries, envelopes = {}, {}
for i, id in ipairs(new_ids) do
	envelopes[i] = header .. ready_header(priority) .. new_rests[i]
	entries[2 * i - 1] = id
	entries[2 * i] = envelopes[i]
end
redis.call('HSET', messages, unpack(entries))

-- Somebody may still hold a receipt for an earlier message of a given id.
if ids_are_given == 1 then
	redis.call('HSET', attempts, new_ids[1], '1.' .. now)
	ready_reset(new_ids)
end
if duplicate_window > 0 then
	drop_forgotten()
end
if deduplication_id ~= '' then
	redis.call('ZREM', remembered, 'd' .. deduplication_id)
	redis.call('HSET', deduplication, deduplication_id, new_ids[1])
end
if time_to_live > 0 then
	for _, id in ipairs(new_ids) do
		redis.call('ZADD', expiries, now + time_to_live, id)
	end
end

local due = deliver_at > 0 and deliver_at or now + delay
if due <= now then
	ready_add(new_ids, envelopes)
	wake(#new_ids)
	return { 1 }
end
local soonest = redis.call('ZRANGE', delayed, 0, 0, 'WITHSCORES')[2]
for _, id in ipairs(new_ids) do
	redis.call('ZADD', delayed, due, id)
end
-- Whoever waits knows of a later moment only.
if not soonest or due < tonumber(soonest) then
	wake(1)
end
return { 1 }
