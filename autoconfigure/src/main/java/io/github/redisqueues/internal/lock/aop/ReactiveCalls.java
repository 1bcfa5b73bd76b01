package io.github.redisqueues.internal.lock.aop;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import io.github.redisqueues.lock.DistributedLock.OnLost;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockLostException;
import io.github.redisqueues.lock.LockOptions;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;

/**
 * Calls of methods that return a publisher. Each subscription acquires the lock, runs the
 * method, and releases the lock when the publisher has completed. Loaded only if Reactor
 * is on the classpath.
 */
final class ReactiveCalls {

	/**
	 * Threads that wait for locks. Reactor's elastic threads are not used: if all of them
	 * waited, the holders might find none to work on.
	 */
	private static final Scheduler WAITING = Schedulers.newBoundedElastic(256, 100_000, "distributed-lock-wait", 60,
			true);

	private static final Scheduler RELEASING = Schedulers.fromExecutor(ReleaseExecutor.INSTANCE);

	private ReactiveCalls() {
	}

	static boolean supports(Class<?> type) {
		return type != Object.class && ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null;
	}

	static Object invoke(LockInterceptor interceptor, LockedMethod method, LockOptions options,
			ProxyMethodInvocation invocation) {
		ReactiveAdapter adapter = Objects
			.requireNonNull(ReactiveAdapterRegistry.getSharedInstance().getAdapter(method.resultType()));
		ProxyMethodInvocation call = (ProxyMethodInvocation) invocation.invocableClone();
		Mono<Acquired> acquisition = Mono.create((sink) -> acquire(interceptor, method, options, sink));
		Function<Acquired, Publisher<?>> work = (acquired) -> acquired.work(method, call, adapter);
		return adapter
			.fromPublisher(adapter.isMultiValue() ? flux(method, acquisition, work).onErrorMap(ReactiveCalls::unwrap)
					: mono(method, acquisition, work).onErrorMap(ReactiveCalls::unwrap));
	}

	private static void acquire(LockInterceptor interceptor, LockedMethod method, LockOptions options,
			MonoSink<Acquired> sink) {
		AtomicBoolean cancelled = new AtomicBoolean();
		Disposable task = WAITING.schedule(() -> {
			SharedHandle hold;
			try {
				hold = interceptor.acquire(method, options);
			}
			catch (RuntimeException | Error ex) {
				if (!cancelled.get()) {
					sink.error(ex);
				}
				return;
			}
			if (hold == null) {
				sink.success();
				return;
			}
			Acquired acquired = new Acquired(hold, new AtomicBoolean());
			sink.success(acquired);
			if (!acquired.taken().get()) {
				// Was cancelled, which interrupts the thread
				Thread.interrupted();
				hold.leave();
			}
		});
		sink.onCancel(() -> {
			cancelled.set(true);
			task.dispose();
		});
	}

	/**
	 * Unwraps what a release throws.
	 */
	private static Throwable unwrap(Throwable ex) {
		return (ex.getClass() == RuntimeException.class && ex.getCause() instanceof LockLostException lost) ? lost : ex;
	}

	private static Flux<?> flux(LockedMethod method, Mono<Acquired> acquisition,
			Function<Acquired, Publisher<?>> work) {
		return Flux.usingWhen(acquisition, work, (acquired) -> acquired.leave(method, null),
				(acquired, failure) -> acquired.leave(method, failure), (acquired) -> acquired.leave(method, null));
	}

	private static Mono<?> mono(LockedMethod method, Mono<Acquired> acquisition,
			Function<Acquired, Publisher<?>> work) {
		return Mono.usingWhen(acquisition, (acquired) -> Mono.from(work.apply(acquired)),
				(acquired) -> acquired.leave(method, null), (acquired, failure) -> acquired.leave(method, failure),
				(acquired) -> acquired.leave(method, null));
	}

	/**
	 * The hold of one subscription.
	 *
	 * @param hold the hold
	 * @param taken whether the subscription will release it
	 */
	private record Acquired(SharedHandle hold, AtomicBoolean taken) {

		Publisher<?> work(LockedMethod method, ProxyMethodInvocation call, ReactiveAdapter adapter) {
			this.taken.set(true);
			Publisher<?> work;
			try {
				// A clone for each subscription, as an invocation can proceed only once
				work = adapter.toPublisher(LockInterceptor.proceed(this.hold, call.invocableClone()));
			}
			catch (Throwable ex) {
				return Mono.error(ex);
			}
			return adapter.isMultiValue() ? under(method, Flux.from(work)) : under(method, Mono.from(work));
		}

		private Flux<?> under(LockedMethod method, Flux<?> work) {
			Flux<?> held = work.contextWrite((context) -> context.put(LockHandle.class, this.hold));
			return (method.onLost() == OnLost.INTERRUPT) ? held.takeUntilOther(loss()) : held;
		}

		private Mono<?> under(LockedMethod method, Mono<?> work) {
			Mono<?> held = work.contextWrite((context) -> context.put(LockHandle.class, this.hold));
			return (method.onLost() == OnLost.INTERRUPT) ? held.takeUntilOther(loss()) : held;
		}

		/**
		 * Completes when the hold is lost; an error would not cancel the work.
		 * {@link #leave} reports the loss.
		 */
		private Mono<?> loss() {
			return Mono.create((sink) -> this.hold.onLost(sink::success));
		}

		Mono<?> leave(LockedMethod method, @Nullable Throwable failure) {
			return Mono.fromRunnable(() -> LockInterceptor.leave(method, this.hold, failure)).subscribeOn(RELEASING);
		}

	}

}
