package io.github.redisqueues.internal.lock.aop;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.lock.DistributedLock.OnLost;
import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockLostException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.reactive.AbstractReactiveTransactionManager;
import org.springframework.transaction.reactive.GenericReactiveTransaction;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ReactiveTransactionTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	private final LockedContext context = LockedContext.start(Transactions.class, Shop.class);

	private final Shop shop = this.context.bean(Shop.class);

	private final List<String> log = this.context.bean(Recording.class).log;

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void theLockIsReleasedAfterTheCommit() {
		assertThat(this.shop.mono().block(LONG)).isEqualTo("done");
		assertThat(this.shop.flux().collectList().block(LONG)).containsExactly("a", "b");
		assertThat(this.log).containsExactly("commit under the lock", "commit under the lock");
		assertThat(this.context.isTaken("stock")).isFalse();
	}

	@Test
	void aLostLockRollsBack() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> this.shop.lose().block(LONG));
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> this.shop.loseAll().blockLast(LONG));
		assertThat(this.log).containsExactly("rollback", "rollback");
	}

	static class Shop {

		@Transactional
		@DistributedLock("stock")
		public Mono<String> mono() {
			return Mono.just("done");
		}

		@Transactional
		@DistributedLock("stock")
		public Flux<String> flux() {
			return Flux.just("a", "b");
		}

		@Transactional
		@DistributedLock(name = "stock", leaseTime = "300ms", autoRenew = "false", onLost = OnLost.LOG)
		public Mono<String> lose() {
			return lost().thenReturn("done");
		}

		@Transactional
		@DistributedLock(name = "stock", leaseTime = "300ms", autoRenew = "false")
		public Flux<String> loseAll() {
			return lost().thenMany(Flux.just("a", "b"));
		}

		private static Mono<Void> lost() {
			return Mono.deferContextual((context) -> Mono
				.create((sink) -> context.<LockHandle>get(LockHandle.class).onLost(sink::success)));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(proxyTargetClass = true)
	static class Transactions {

		@Bean
		Recording transactionManager(ObjectProvider<DistributedLocks> locks) {
			return new Recording(locks);
		}

	}

	/**
	 * Transactions without a resource, which tell how they ended.
	 */
	@SuppressWarnings("serial")
	static class Recording extends AbstractReactiveTransactionManager {

		private final List<String> log = new CopyOnWriteArrayList<>();

		private final ObjectProvider<DistributedLocks> locks;

		Recording(ObjectProvider<DistributedLocks> locks) {
			this.locks = locks;
		}

		@Override
		protected Object doGetTransaction(TransactionSynchronizationManager manager) {
			return new Object();
		}

		@Override
		protected Mono<Void> doBegin(TransactionSynchronizationManager manager, Object transaction,
				TransactionDefinition definition) {
			return Mono.empty();
		}

		@Override
		protected Mono<Void> doCommit(TransactionSynchronizationManager manager, GenericReactiveTransaction status) {
			return Mono.fromRunnable(() -> this.log.add("commit"
					+ (this.locks.getObject().inspect("stock").isPresent() ? " under the lock" : " without the lock")));
		}

		@Override
		protected Mono<Void> doRollback(TransactionSynchronizationManager manager, GenericReactiveTransaction status) {
			return Mono.fromRunnable(() -> this.log.add("rollback"));
		}

	}

}
