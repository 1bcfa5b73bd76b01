-- Messages of one group are delivered one after the other. The head of a group moves through ready,
-- delayed and in flight like any message. The others wait in `grouped`, which Redis sorts by group and
-- then by sequence. A message joins its group when it is due. `places` maps the id of a message to its
-- latest sequence and its group; of a delayed message that has not joined yet, and of a dead one, only
-- the group is used.
-- KEYS: grouped heads places meta
-- Needs: none
-- Provides: join(), leave(), withdraw_waiting(), position_of_waiting(), oldest_waiting(),
--           id_of_waiting(), line_of_waiting(), NOT_JOINED

local NOT_JOINED = '\0\0\0\0\0\0'

local function line_of(group)
	return struct.pack('>I2', #group) .. group
end

local function waiting_member(id, place)
	return line_of(string.sub(place, 7)) .. string.sub(place, 1, 6) .. id
end

-- A foreign client may have stored any bytes.
local function id_of_waiting(member)
	return #member >= 2 and string.sub(member, 9 + struct.unpack('>I2', member)) or ''
end

-- Returns the part of a member that all who wait in one group have in common.
local function line_of_waiting(member)
	return #member >= 2 and string.sub(member, 1, 2 + struct.unpack('>I2', member)) or ''
end

-- Adds due messages to their groups: all to the given group, or if that is nil, each to the group that
-- it was sent with. Returns the messages that may be delivered; the others wait.
local function join(ids, group)
	local existing = {}
	if not group then
		if redis.call('EXISTS', places) == 0 then
			return ids
		end
		existing = redis.call('HMGET', places, unpack(ids))
	end
	local sequence = redis.call('HINCRBY', meta, 'sequence', #ids) - #ids
	local deliverable, joined, waiting = {}, {}, {}
	for i, id in ipairs(ids) do
		local own = group or (existing[i] and string.sub(existing[i], 7))
		local head = own and redis.call('HGET', heads, own)
		if own and head ~= id then
			local place = struct.pack('>I6', sequence + i) .. own
			joined[#joined + 1], joined[#joined + 2] = id, place
			if head then
				waiting[#waiting + 1], waiting[#waiting + 2] = 0, waiting_member(id, place)
			else
				redis.call('HSET', heads, own, id)
			end
		end
		if not own or not head or head == id then
			deliverable[#deliverable + 1] = id
		end
	end
	if joined[1] then
		redis.call('HSET', places, unpack(joined))
	end
	if waiting[1] then
		redis.call('ZADD', grouped, unpack(waiting))
	end
	return deliverable
end

-- Removes finished messages from their groups. Returns the ids of the new heads. Each gets a new
-- sequence, so that groups take turns.
local function leave(ids)
	local existing, next_heads, moved = redis.call('HMGET', places, unpack(ids)), {}, {}
	for i, id in ipairs(ids) do
		local group = existing[i] and string.sub(existing[i], 7)
		if group and redis.call('HGET', heads, group) == id then
			local line = line_of(group)
			local first = redis.call('ZRANGE', grouped, '[' .. line, '(' .. line .. string.rep('\255', 7), 'BYLEX', 'LIMIT', 0, 1)[1]
			if first then
				local next_head = id_of_waiting(first)
				redis.call('ZREM', grouped, first)
				redis.call('HSET', heads, group, next_head)
				next_heads[#next_heads + 1] = next_head
				moved[#moved + 1], moved[#moved + 2] = next_head, group
			else
				redis.call('HDEL', heads, group)
			end
		end
	end
	if moved[1] then
		local sequence = redis.call('HINCRBY', meta, 'sequence', #next_heads) - #next_heads
		for i = 1, #next_heads do
			moved[2 * i] = struct.pack('>I6', sequence + i) .. moved[2 * i]
		end
		redis.call('HSET', places, unpack(moved))
	end
	return next_heads
end

-- Removes a message that waits in its group. Returns whether it did.
local function withdraw_waiting(id)
	local place = redis.call('HGET', places, id)
	return place and redis.call('ZREM', grouped, waiting_member(id, place)) == 1
end

-- Returns how many messages of its group are ahead of a message, or nil if it does not wait.
local function position_of_waiting(id)
	local place = redis.call('HGET', places, id)
	local rank = place and redis.call('ZRANK', grouped, waiting_member(id, place))
	if not rank then
		return nil
	end
	local line = line_of(string.sub(place, 7))
	local first = redis.call('ZRANGE', grouped, '[' .. line, '(' .. line .. string.rep('\255', 7), 'BYLEX', 'LIMIT', 0, 1)[1]
	return 1 + rank - redis.call('ZRANK', grouped, first)
end

-- Returns the id that joined first, among the first hundred groups.
local function oldest_waiting()
	local oldest, since
	local from = '-'
	for _ = 1, 100 do
		local member = redis.call('ZRANGE', grouped, from, '+', 'BYLEX', 'LIMIT', 0, 1)[1]
		if not member or #member < 8 then
			break
		end
		local sequence_at = 3 + struct.unpack('>I2', member)
		local sequence = string.sub(member, sequence_at, sequence_at + 5)
		if not since or sequence < since then
			oldest, since = id_of_waiting(member), sequence
		end
		from = '(' .. string.sub(member, 1, sequence_at - 1) .. string.rep('\255', 7)
	end
	return oldest
end
