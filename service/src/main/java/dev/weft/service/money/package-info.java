/// Accounts and transfers between them: exact, once, and in one transaction.
package dev.weft.service.money;
