package io.github.redisqueues.shop.fleet;

import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.shop.change.Change;
import io.github.redisqueues.shop.change.ChangeBook;
import io.github.redisqueues.shop.change.ChangeTable;
import io.github.redisqueues.shop.price.PriceList;
import io.github.redisqueues.shop.report.CrashSimulator;
import io.github.redisqueues.shop.report.Ledger;
import io.github.redisqueues.shop.till.StockClerk;
import io.github.redisqueues.shop.till.Till;

import org.springframework.context.ApplicationContext;
import org.springframework.core.ResolvableType;

/**
 * Beans of one instance of the shop.
 *
 * @param till sells the stock
 * @param stockClerk counts it
 * @param prices tells prices
 * @param changeBook processes changes
 * @param changeTable stores the changes
 * @param changes the queue of changes
 * @param ledger records the messages of this instance
 * @param crashSimulator makes one of its workers crash
 * @param locks the locks
 */
record Instance(Till till, StockClerk stockClerk, PriceList prices, ChangeBook changeBook, ChangeTable changeTable,
		RedisQueue<Change> changes, Ledger ledger, CrashSimulator crashSimulator, DistributedLocks locks) {

	static Instance of(ApplicationContext context) {
		return new Instance(context.getBean(Till.class), context.getBean(StockClerk.class),
				context.getBean(PriceList.class), context.getBean(ChangeBook.class), context.getBean(ChangeTable.class),
				changes(context), context.getBean(Ledger.class), context.getBean(CrashSimulator.class),
				context.getBean(DistributedLocks.class));
	}

	@SuppressWarnings("unchecked")
	private static RedisQueue<Change> changes(ApplicationContext context) {
		ResolvableType type = ResolvableType.forClassWithGenerics(RedisQueue.class, Change.class);
		return (RedisQueue<Change>) context.getBeanProvider(type).getObject();
	}

}
