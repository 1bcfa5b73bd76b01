-- Redis stores a small HASH or ZSET packed, as a list that it searches from the beginning. So each entry makes every
-- command dearer, up to some hundred entries. It stores one as a hash table as soon as a field or member is longer than
-- 64 bytes, and goes on so after that is removed, as long as the key exists. Scripts that add to a key add LONG to
-- it too, and remove it at once.
-- Needs: none
-- Provides: LONG, EACH

local LONG = '-----------------------------------------------------------------'
-- How many entries a key may get packed
local EACH = 16
