package io.github.redisqueues.internal.lock.aop;

import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.github.redisqueues.lock.DistributedLock.OnFailure;
import io.github.redisqueues.lock.DistributedLock.OnLost;
import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockLostException;
import io.github.redisqueues.lock.LockOptions;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.support.AopUtils;

/**
 * Runs annotated methods under their locks.
 */
final class LockInterceptor implements MethodInterceptor {

	private static final Log logger = LogFactory.getLog(LockInterceptor.class);

	private final LockedMethods methods;

	private final Supplier<? extends DistributedLocks> locks;

	private volatile @Nullable DistributedLocks resolved;

	LockInterceptor(LockedMethods methods, Supplier<? extends DistributedLocks> locks) {
		this.methods = methods;
		this.locks = locks;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Object target = invocation.getThis();
		LockedMethod method = this.methods.get(invocation.getMethod(),
				(target != null) ? AopUtils.getTargetClass(target) : invocation.getMethod().getDeclaringClass());
		LockOptions options = (method != null) ? method.optionsFor(invocation) : null;
		if (method == null || options == null) {
			return invocation.proceed();
		}
		if (method.resultKind() == ResultKind.PUBLISHER) {
			return ReactiveCalls.invoke(this, method, options, (ProxyMethodInvocation) invocation);
		}
		Hold hold = share(method.name(), options.keys());
		if (hold == null) {
			hold = acquire(method, options);
			if (hold == null) {
				return ResultKind.empty(method.resultType());
			}
			keepForTransaction(hold);
		}
		Object result = call(method, hold, invocation);
		if (result instanceof CompletionStage<?> stage && method.resultKind() == ResultKind.STAGE) {
			return whenComplete(method, hold, stage);
		}
		leave(method, hold, null);
		return result;
	}

	private static @Nullable Object call(LockedMethod method, Hold hold, MethodInvocation invocation) throws Throwable {
		Interruption interruption = (method.onLost() == OnLost.INTERRUPT) ? Interruption.of(hold) : null;
		Object result;
		try {
			result = proceed(hold, invocation);
		}
		catch (Throwable ex) {
			end(interruption);
			leave(method, hold, ex);
			throw ex;
		}
		end(interruption);
		return result;
	}

	private static void end(@Nullable Interruption interruption) {
		if (interruption != null) {
			interruption.end();
		}
	}

	/**
	 * The hold that this thread works under, if it covers what is wanted.
	 * @return the hold, which the caller must leave; null if there is none
	 * @throws LockLostException if there is one, but it is lost
	 */
	private static @Nullable Hold share(String name, List<String> keys) {
		for (LockHandle handle : LockHandle.allCurrent()) {
			if (covers(handle, name, keys)) {
				if (!(handle instanceof Hold hold)) {
					handle.assertHeld();
					return Hold.borrowed(handle);
				}
				if (hold.join()) {
					return standing(hold);
				}
			}
		}
		if (DistributedLockPostProcessor.TRANSACTIONS) {
			for (Hold hold : TransactionHolds.all()) {
				if (covers(hold, name, keys) && hold.join()) {
					return standing(hold);
				}
			}
		}
		return null;
	}

	private static boolean covers(LockHandle handle, String name, List<String> keys) {
		List<String> held = handle.keys();
		return !handle.isShared() && handle.name().equals(name) && (held.equals(keys)
				|| (!keys.isEmpty() && held.size() > keys.size() && new HashSet<>(held).containsAll(keys)));
	}

	private static Hold standing(Hold hold) {
		try {
			hold.assertHeld();
			return hold;
		}
		catch (RuntimeException ex) {
			hold.leave();
			throw ex;
		}
	}

	@Nullable Hold acquire(LockedMethod method, LockOptions options) {
		DistributedLocks from = locks();
		LockHandle handle = (method.onFailure() == OnFailure.SKIP)
				? from.tryAcquire(method.name(), options).orElse(null) : from.acquire(method.name(), options);
		return (handle != null) ? Hold.of(handle, method.holdAtLeast()) : null;
	}

	private DistributedLocks locks() {
		DistributedLocks known = this.resolved;
		if (known == null) {
			known = this.locks.get();
			this.resolved = known;
		}
		return known;
	}

	private static void keepForTransaction(Hold hold) {
		if (DistributedLockPostProcessor.TRANSACTIONS) {
			try {
				TransactionHolds.keep(hold);
			}
			catch (RuntimeException | Error ex) {
				hold.leave();
				throw ex;
			}
		}
	}

	static @Nullable Object proceed(Hold hold, MethodInvocation invocation) throws Exception {
		Callable<@Nullable Object> action = () -> {
			try {
				return invocation.proceed();
			}
			catch (Throwable ex) {
				throw LockInterceptor.<RuntimeException>asItIs(ex);
			}
		};
		return hold.call(action);
	}

	@SuppressWarnings("unchecked")
	private static <E extends Throwable> E asItIs(Throwable ex) throws E {
		throw (E) ex;
	}

	private static CompletionStage<@Nullable Object> whenComplete(LockedMethod method, Hold hold,
			CompletionStage<?> stage) {
		CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
		// What completes it may be the thread that reads the answers of the store
		Executor executor = isDone(stage) ? Runnable::run : ReleaseThreads.EXECUTOR;
		stage.whenCompleteAsync((value, failure) -> {
			try {
				leave(method, hold, failure);
			}
			catch (Throwable ex) {
				result.completeExceptionally(ex);
				return;
			}
			if (failure != null) {
				result.completeExceptionally(failure);
			}
			else {
				result.complete(value);
			}
		}, executor);
		return result;
	}

	private static boolean isDone(CompletionStage<?> stage) {
		try {
			return stage.toCompletableFuture().isDone();
		}
		catch (UnsupportedOperationException ex) {
			return false;
		}
	}

	/**
	 * The call has ended.
	 * @param method what was called
	 * @param hold the hold that it worked under
	 * @param thrown what it threw, which goes on to the caller
	 * @throws LockLostException if the hold was lost and that is an error
	 */
	static void leave(LockedMethod method, Hold hold, @Nullable Throwable thrown) {
		if (hold.leave()) {
			return;
		}
		LockLostException lost = method.lost();
		if (method.onLost() == OnLost.LOG) {
			logger.warn(lost.getMessage());
		}
		else if (thrown == null) {
			throw lost;
		}
		else if (!(thrown instanceof LockLostException)) {
			thrown.addSuppressed(lost);
		}
	}

}
