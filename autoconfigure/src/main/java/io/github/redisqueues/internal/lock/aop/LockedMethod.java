package io.github.redisqueues.internal.lock.aop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.lock.DistributedLock.OnFailure;
import io.github.redisqueues.lock.DistributedLock.OnLost;
import io.github.redisqueues.lock.LockLostException;
import io.github.redisqueues.lock.LockOptions;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * An annotated method, read once.
 *
 * @param method class and method, for messages
 * @param name name of the lock
 * @param options how to wait and hold
 * @param keys expressions for the keys
 * @param condition expression for whether to lock
 * @param parameters the parameters, for the expressions
 * @param onFailure what a call does that does not get the lock
 * @param onLost what a call does that loses the lock
 * @param holdAtLeast shortest time to hold the lock
 * @param resultType return type of the method
 * @param resultKind when the work of a call has ended
 */
record LockedMethod(String method, String name, LockOptions options, List<LockExpression> keys,
		@Nullable LockExpression condition, Parameters parameters, OnFailure onFailure, OnLost onLost,
		Duration holdAtLeast, Class<?> resultType, ResultKind resultKind) {

	/**
	 * Returns the options of one call.
	 * @param invocation the call
	 * @return the options with the call's keys, null if the call needs no lock
	 */
	@Nullable LockOptions optionsFor(MethodInvocation invocation) {
		if (this.keys.isEmpty() && this.condition == null) {
			return this.options;
		}
		CallContext context = new CallContext(this.parameters, invocation);
		if (this.condition != null && !this.condition.isTrue(context)) {
			return null;
		}
		if (this.keys.isEmpty()) {
			return this.options;
		}
		List<String> texts = new ArrayList<>(this.keys.size());
		this.keys.forEach((key) -> key.addKeys(context, texts));
		try {
			return this.options.keys(texts);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					"The keys of @DistributedLock on " + this.method + " cannot be used: " + ex.getMessage(), ex);
		}
	}

	LockLostException lost() {
		return new LockLostException(this.name, "Lock '" + this.name + "' was lost before " + this.method
				+ " had ended: another holder may have worked at the same time");
	}

}
