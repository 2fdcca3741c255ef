// For `node --import rekindle/register --test`: TypeScript is loaded as it is, by what loads projects.
import 'jiti/register';
