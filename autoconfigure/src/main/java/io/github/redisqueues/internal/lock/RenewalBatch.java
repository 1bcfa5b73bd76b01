package io.github.redisqueues.internal.lock;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.internal.redis.LuaScript;

/**
 * Several renewals in one request, as arguments of {@code renew.lua} or
 * {@code renew-in-turn.lua}.
 *
 * @param claims the holds, all shared or none, and their new leases
 */
record RenewalBatch(List<LockClaim> claims) {

	LockTarget target() {
		return this.claims.get(0).target();
	}

	private boolean isShared() {
		return this.claims.get(0).kind().isShared();
	}

	LuaScript script() {
		return isShared() ? LockScripts.RENEW_IN_TURN : LockScripts.RENEW;
	}

	List<byte[]> keys() {
		if (isShared()) {
			return target().shared();
		}
		List<byte[]> keys = new ArrayList<>(this.claims.size());
		this.claims.forEach((claim) -> keys.addAll(claim.target().locks()));
		return keys;
	}

	byte[][] arguments() {
		ByteBuffer numbers = ByteBuffer.allocate((isShared() ? 1 : 2) * Double.BYTES * this.claims.size());
		byte[][] arguments = new byte[1 + this.claims.size()][];
		arguments[0] = numbers.array();
		for (int i = 0; i < this.claims.size(); i++) {
			LockClaim claim = this.claims.get(i);
			if (!isShared()) {
				numbers.putDouble(Math.max(claim.target().keys().size(), 1));
			}
			numbers.putDouble(claim.leaseMillis());
			arguments[1 + i] = claim.owner().getBytes(StandardCharsets.UTF_8);
		}
		return arguments;
	}

	/**
	 * Reads the reply.
	 * @return for each claim whether it was renewed
	 */
	boolean[] results(LuaReply reply) {
		byte[] digits = reply.bytes(this.claims.size());
		boolean[] renewed = new boolean[digits.length];
		for (int i = 0; i < digits.length; i++) {
			renewed[i] = digits[i] == '1';
		}
		return renewed;
	}

}
