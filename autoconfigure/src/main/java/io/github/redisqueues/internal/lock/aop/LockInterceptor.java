package io.github.redisqueues.internal.lock.aop;

import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Supplier;

import io.github.redisqueues.internal.lock.StoreDistributedLocks;
import io.github.redisqueues.lock.DistributedLock.OnFailure;
import io.github.redisqueues.lock.DistributedLock.OnLost;
import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockLostException;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.lock.LockUnavailableException;
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
		SharedHandle hold = share(method.name(), options);
		if (hold == null) {
			hold = acquire(method, options);
			if (hold == null) {
				return ResultKind.empty(method.resultType());
			}
			keepForTransaction(hold);
		}
		Object result = call(method, hold, invocation);
		if (result != null && method.resultKind() == ResultKind.STAGE) {
			return whenComplete(method, hold,
					(result instanceof CompletionStage<?> stage) ? stage : ReleaseExecutor.stageOf((Future<?>) result));
		}
		leave(method, hold, null);
		return result;
	}

	private static @Nullable Object call(LockedMethod method, SharedHandle hold, MethodInvocation invocation)
			throws Throwable {
		LossInterrupt lossInterrupt = (method.onLost() == OnLost.INTERRUPT) ? LossInterrupt.of(hold) : null;
		Object result;
		try {
			result = proceed(hold, invocation);
		}
		catch (Throwable ex) {
			end(lossInterrupt);
			leave(method, hold, ex);
			throw ex;
		}
		end(lossInterrupt);
		return result;
	}

	private static void end(@Nullable LossInterrupt lossInterrupt) {
		if (lossInterrupt != null) {
			lossInterrupt.end();
		}
	}

	/**
	 * Joins a hold of this thread, if it has the lock and all keys.
	 * @return the hold, which the caller must leave; null if there is none
	 * @throws LockLostException if the hold is lost
	 */
	private @Nullable SharedHandle share(String name, LockOptions options) {
		StoreDistributedLocks store = (locks() instanceof StoreDistributedLocks own) ? own : null;
		for (LockHandle handle : LockHandle.allCurrent()) {
			if (covers(handle, name, options.keys(), store)) {
				if (!(handle instanceof SharedHandle hold)) {
					handle.assertHeld();
					return SharedHandle.borrowed(handle);
				}
				if (hold.join()) {
					return requireHeld(hold);
				}
			}
		}
		if (DistributedLockPostProcessor.TRANSACTIONS) {
			for (SharedHandle hold : TransactionHandles.all()) {
				if (covers(hold, name, options.keys(), store) && hold.join()) {
					return requireHeld(hold);
				}
			}
		}
		return (store != null) ? store.findOwn(name, options).map(SharedHandle::borrowed).orElse(null) : null;
	}

	private static boolean covers(LockHandle handle, String name, List<String> keys,
			@Nullable StoreDistributedLocks store) {
		List<String> held = handle.keys();
		return !handle.isShared() && handle.name().equals(name) && (store == null || store.has(handle))
				&& (held.equals(keys)
						|| (!keys.isEmpty() && held.size() > keys.size() && new HashSet<>(held).containsAll(keys)));
	}

	private static SharedHandle requireHeld(SharedHandle hold) {
		try {
			hold.assertHeld();
			return hold;
		}
		catch (RuntimeException ex) {
			hold.leave();
			throw ex;
		}
	}

	@Nullable SharedHandle acquire(LockedMethod method, LockOptions options) {
		DistributedLocks from = locks();
		LockHandle handle = (method.onFailure() == OnFailure.SKIP)
				? from.tryAcquire(method.name(), options).orElse(null) : from.acquire(method.name(), options);
		if (handle == null && method.onFailure() != OnFailure.SKIP) {
			throw new LockUnavailableException(method.name(),
					"Lock '" + method.name()
							+ "' was not acquired because the DistributedLocks bean returned no handle (" + from
							+ "). If it is a mock, let its acquire method return a mocked LockHandle");
		}
		if (handle == null) {
			return null;
		}
		if (method.resultKind() != ResultKind.VALUE) {
			// The thread may begin other work before this has ended
			StoreDistributedLocks.unbind(handle);
		}
		return SharedHandle.of(handle, method.holdAtLeast());
	}

	private DistributedLocks locks() {
		DistributedLocks known = this.resolved;
		if (known == null) {
			known = this.locks.get();
			this.resolved = known;
		}
		return known;
	}

	private static void keepForTransaction(SharedHandle hold) {
		if (DistributedLockPostProcessor.TRANSACTIONS) {
			try {
				TransactionHandles.keep(hold);
			}
			catch (RuntimeException | Error ex) {
				hold.leave();
				throw ex;
			}
		}
	}

	static @Nullable Object proceed(SharedHandle hold, MethodInvocation invocation) throws Exception {
		Callable<@Nullable Object> action = () -> {
			try {
				return invocation.proceed();
			}
			catch (Throwable ex) {
				throw LockInterceptor.<RuntimeException>sneaky(ex);
			}
		};
		return hold.call(action);
	}

	@SuppressWarnings("unchecked")
	private static <E extends Throwable> E sneaky(Throwable ex) throws E {
		throw (E) ex;
	}

	private static CompletionStage<@Nullable Object> whenComplete(LockedMethod method, SharedHandle hold,
			CompletionStage<?> stage) {
		CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
		// The thread that completes it may be the one that reads the store's replies
		Executor executor = isDone(stage) ? Runnable::run : ReleaseExecutor.INSTANCE;
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
	 * Ends a call.
	 * @param method the method
	 * @param hold its hold
	 * @param thrown what the method threw, which the caller rethrows
	 * @throws LockLostException if the hold was lost, unless that is only logged or the
	 * method threw
	 */
	static void leave(LockedMethod method, SharedHandle hold, @Nullable Throwable thrown) {
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
