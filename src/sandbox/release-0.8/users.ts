import { type UserJson, userFields, usersAs } from "../release-0/users";

export const userJson: UserJson = (user, admin) => ({
  ...userFields(user),
  synced: user.synced,
  admin: admin || undefined,
});

export const users = usersAs(userJson, (login) => /^[a-zA-Z0-9-_.]{1,250}$/.test(login));
