"""Session: who asks, and what they may."""

from burnish.core.access import LoginWays, MintedKey, SignedIn
from burnish.sdk.blocking.resource import Resource
from burnish.sdk.calls import Call, at, read_answer
from burnish.sdk.records import Matrix

__all__ = ["Session"]


class Session(Resource):
    """Who asks, and what they may."""

    def me(self) -> SignedIn:
        """Who the key belongs to, and what it may on the whole installation."""
        return self._get(SignedIn, at("session"))

    def permissions(self) -> Matrix:
        """All permissions, and what each role that every installation has may do."""
        return self._get(Matrix, at("permissions"))

    def ways(self) -> LoginWays:
        """How one can log in there; needs no key."""
        return self._get(LoginWays, at("session", "ways"))

    def key_for_password(self, email: str, password: str, *, name: str, days: int | None = 90) -> MintedKey:
        """A new key with all that a user may, made in a session that is ended at once. The client needs no key for this.

        Args:
            email, password: of a user.
            name: what to call the key.
            days: until it expires; None never, where its owner's right has no end either.

        Raises:
            NotSignedInError: the password is not theirs.
            ThrottledError: too many attempts.
        """
        answer = self._connection.send(Call("POST", at("session"), body={"email": email, "password": password}))
        proof = {"X-CSRF-Token": read_answer(answer, SignedIn).csrf}
        try:
            me = self.me()
            body = {"name": name, "scopes": list(me.holds), "days": days}
            return self._post(MintedKey, at("keys"), body, headers=proof)
        finally:
            self._connection.send(Call("DELETE", at("session"), headers=proof))
