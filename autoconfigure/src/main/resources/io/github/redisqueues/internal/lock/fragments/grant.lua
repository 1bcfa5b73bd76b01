-- Takes all locks if no other owner holds any of them. An owner that holds all of them already, because the
-- call is repeated after a lost reply, keeps its token and gets a new lease.
-- Needs: count (how many locks; KEYS begins with them), lease, owner
-- Provides: micros, token, busy (index of the lock that another owner holds, or nil), left (milliseconds
--           that its lease still lasts)

--@ record
--@ constants
--@ clock
local token, own_token, own, busy, left = micros, nil, 0, nil, nil
local before = {}
for i = 1, count do
	local record = redis.call('GET', KEYS[i])
	if record then
		left = lease_left(KEYS[i])
		local is_own = left > 0 and is_owner(record, owner)
		if left > 0 and not is_own then
			busy = i
			break
		end
		token = math.max(token, last_token(record) + 1)
		before[i] = owner_of(record)
		if is_own then
			own, own_token = own + 1, last_token(record)
		end
	end
end
if not busy and own == count then
	token = own_token
	for i = 1, count do
		redis.call('PEXPIRE', KEYS[i], lease + RETENTION)
	end
elseif not busy then
	for i = 1, count do
		redis.call('SET', KEYS[i], new_record(struct.pack('>d', token), owner, before[i] or ''), 'PX', lease + RETENTION)
	end
end
