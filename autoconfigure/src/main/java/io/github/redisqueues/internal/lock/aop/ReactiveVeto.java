package io.github.redisqueues.internal.lock.aop;

import java.lang.reflect.Method;

import io.github.redisqueues.lock.LockHandle;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

import org.springframework.aop.Advisor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.transaction.NoTransactionException;
import org.springframework.transaction.reactive.TransactionSynchronization;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;

/**
 * Prevents the commit of a reactive transaction whose lock is lost. Runs inside
 * {@code @Transactional}, where the context has the transaction. Loaded only if Reactor
 * and Spring's transactions are on the classpath.
 */
final class ReactiveVeto implements MethodInterceptor {

	private ReactiveVeto() {
	}

	static Advisor advisor(LockedMethods methods) {
		return new DefaultPointcutAdvisor(new StaticMethodMatcherPointcut() {

			@Override
			public boolean matches(Method method, Class<?> targetClass) {
				LockedMethod locked = methods.matches(method, targetClass) ? methods.get(method, targetClass) : null;
				return locked != null && locked.resultKind() == ResultKind.PUBLISHER;
			}

		}, new ReactiveVeto());
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Object result = invocation.proceed();
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance()
			.getAdapter(invocation.getMethod().getReturnType(), result);
		if (result == null || adapter == null) {
			return result;
		}
		Publisher<?> work = adapter.toPublisher(result);
		return adapter
			.fromPublisher(adapter.isMultiValue() ? Flux.deferContextual((context) -> register(context).thenMany(work))
					: Mono.deferContextual((context) -> register(context).then(Mono.from(work))));
	}

	private static Mono<Void> register(ContextView context) {
		return !context.hasKey(LockHandle.class) ? Mono.empty()
				: TransactionSynchronizationManager.forCurrentTransaction()
					.doOnNext((transaction) -> register(transaction, context.get(LockHandle.class)))
					.onErrorComplete(NoTransactionException.class)
					.then();
	}

	private static void register(TransactionSynchronizationManager transaction, LockHandle handle) {
		if (transaction.isSynchronizationActive()) {
			transaction.registerSynchronization(new TransactionSynchronization() {

				@Override
				public Mono<Void> beforeCommit(boolean readOnly) {
					return Mono.fromRunnable(() -> LostLockVeto.require(handle));
				}

			});
		}
	}

}
